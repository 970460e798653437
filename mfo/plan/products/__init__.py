"""Products in use: stocks by cohort."""
