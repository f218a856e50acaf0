data "aws_iam_policy_document" "scheduler" {
  statement {
    sid       = "Environments"
    actions   = ["airflow:CreateEnvironment", "airflow:GetEnvironment", "airflow:CreateCliToken"]
    resources = ["*"]
  }

  statement {
    sid       = "Network"
    actions   = ["ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:CreateVpcEndpoint"]
    resources = ["*"]
  }

  statement {
    sid       = "Pass"
    actions   = ["iam:PassRole", "iam:GetRole"]
    resources = [aws_iam_role.mwaa.arn]
  }
}
