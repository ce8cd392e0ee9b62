"""What commands say to people and programs, and how they say no."""
