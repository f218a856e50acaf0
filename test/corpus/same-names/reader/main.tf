resource "aws_iam_role" "this" {
  name = "reader"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "353535353535" } }]
  })
}

resource "aws_s3_bucket" "this" {
  bucket_prefix = "reader"
}

resource "aws_iam_role_policy" "this" {
  name = "this"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "${aws_s3_bucket.this.arn}/*" }]
  })
}

output "arn" {
  value = aws_iam_role.this.arn
}
