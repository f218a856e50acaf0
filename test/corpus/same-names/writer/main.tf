resource "aws_iam_role" "this" {
  name = "writer"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "363636363636" } }]
  })
}

resource "aws_s3_bucket" "this" {
  bucket_prefix = "writer"
}

resource "aws_iam_role_policy" "this" {
  name = "this"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:Put*"
        Resource = "${aws_s3_bucket.this.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "lightsail:CreateInstances"
        Resource = "*"
      },
    ]
  })
}

output "arn" {
  value = aws_iam_role.this.arn
}
