module "jump" {
  source  = "./modules/jump"
  targets = [module.workers.role_arn]
}

module "workers" {
  source = "./modules/workers"

  providers = {
    aws         = aws.workloads
    aws.compute = aws.workloads_us
  }

  jump_role = "arn:aws:iam::${data.aws_caller_identity.hub.account_id}:role/jump"
}

data "aws_caller_identity" "hub" {}
