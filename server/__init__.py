"""What stands around Streamlit: start-up, our routes, what every request passes through."""
