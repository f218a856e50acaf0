# For the migration only.

resource "aws_iam_role" "scheduler" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = [aws_iam_role.mwaa.arn, "393939393939"] } }]
  })
}
