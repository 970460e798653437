"""What a year told by fewer days errs against all of its slots."""
