provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = templatefile("${path.module}/templates/trust.tftpl", { account = "111111111111" })
}

module "app" {
  for_each = toset(["a.b", "c"])
  source   = "./modules/app"
  role     = aws_iam_role.deploy.name
}

module "remote" {
  source = "git::file:///tmp/remote-modules//roles"
}
