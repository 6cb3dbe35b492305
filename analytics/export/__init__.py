"""What leaves the app: pictures, slides, sheets and documents of the views on the screen."""
