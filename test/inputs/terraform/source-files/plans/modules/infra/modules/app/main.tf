variable "role" {
  type = string
}

resource "aws_iam_role_policy" "app" {
  name   = "app"
  role   = var.role
  policy = file("${path.module}/policy.json")
}

module "inner" {
  source = "./inner"
}

module "shared" {
  source = "../../../shared"
}
