"""What auditors and ministries ask for: the tables of the standards, worked out from a plan."""
