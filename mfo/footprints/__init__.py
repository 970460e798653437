"""Results of life cycle assessments of others, as rows of datasets and of rates."""
