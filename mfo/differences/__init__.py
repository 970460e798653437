"""What two plants say differently, cell by cell, and the first made into the second."""
