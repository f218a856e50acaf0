module "ecs" {
  source = "./ecs"
  name   = "apps"
  services = {
    web = {
      containers = { app = { image = "nginx:1" } }
      tasks_iam_role_statements = [
        { actions = ["s3:GetObject"], resources = ["*"] },
        { actions = ["ec2:RunInstances"], resources = ["*"] }
      ]
    }
    job = { containers = { app = { image = "busybox" } }, create_tasks_iam_role = false }
  }
}
resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.gh.arn }
      Condition = {
        StringEquals             = { "${trimprefix(aws_iam_openid_connect_provider.gh.url, "https://")}:aud" = "sts.amazonaws.com" }
        "ForAnyValue:StringLike" = { "${aws_iam_openid_connect_provider.gh.url}:sub" = formatlist("repo:%s:*", ["acme*/infra"]) }
      }
    }]
  })
}
resource "aws_iam_openid_connect_provider" "gh" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
data "aws_iam_policy_document" "deploy" {
  statement {
    sid       = "Register"
    actions   = ["ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition"]
    resources = ["*"]
  }
  statement {
    sid       = "Update"
    actions   = ["ecs:UpdateService"]
    resources = [for s in module.ecs.services : s.id]
  }
  statement {
    sid       = "Pass"
    actions   = ["iam:PassRole"]
    resources = compact([for s in module.ecs.services : s.role_arn])
    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }
}
resource "aws_iam_role_policy" "ci" {
  name_prefix = "deploy"
  role        = aws_iam_role.ci.id
  policy      = data.aws_iam_policy_document.deploy.json
}
