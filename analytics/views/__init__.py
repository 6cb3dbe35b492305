"""What is shown of the figures, built once and drawn anywhere: cards, pictures, slides, sheets."""
