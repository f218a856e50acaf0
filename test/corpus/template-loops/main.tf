resource "aws_iam_role" "vendor" {
  name = "vendor"
  assume_role_policy = templatefile("${path.module}/templates/trust.tftpl", {
    accounts    = ["838383838383"]
    external_id = ""
  })
}
resource "aws_iam_role" "crawler" {
  name_prefix        = "crawler-"
  path               = "/glue/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "glue.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "vendor" {
  role = aws_iam_role.vendor.name
  policy = templatefile("${path.module}/templates/policy.tftpl", {
    groups = [
      { name = "jobs", actions = ["glue:CreateJob", "glue:StartJobRun"], resources = ["*"] },
      { name = "pass", actions = ["iam:PassRole"], resources = [aws_iam_role.crawler.arn, aws_iam_role.vendor.arn] },
    ]
  })
}
