resource "aws_iam_role" "legacy" {
  for_each           = toset(["imp.one", "imp.two"])
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "legacy" {
  for_each = aws_iam_role.legacy
  name     = "run"
  role     = each.value.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }] })
}
