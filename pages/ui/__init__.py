"""What pages share, and all that knows Streamlit."""
