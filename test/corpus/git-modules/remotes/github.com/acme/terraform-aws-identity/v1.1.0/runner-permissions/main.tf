variable "role" {
  type = string
}

variable "pass_roles" {
  type = list(string)
}

module "policy" {
  source = "./policy"

  pass_roles = var.pass_roles
}

resource "aws_iam_policy" "this" {
  name_prefix = "runner-"
  policy      = module.policy.json
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = var.role
  policy_arn = aws_iam_policy.this.arn
}
