terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "emr" {
  source = "../../../modules/service-role"

  name  = "emr"
  trust = file("${path.root}/../../../policies/emr-trust.json")
}

module "emr_instance" {
  source = "../../../modules/service-role"

  name    = "emr-instance"
  trust   = file("../../../policies/ec2-trust.json")
  profile = true
}

module "data_vendor" {
  source = "../../../modules/vendor-role"

  name       = "data-vendor"
  account_id = "373737373737"
  policy     = "emr"
  arguments  = { roles = [module.emr.arn, module.emr_instance.arn] }
}
