"""Amazon Web Services by boto3, which is imported nowhere else."""
