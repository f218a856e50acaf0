terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.31"
    }
  }
}

provider "aws" {
  region = "us-east-2"
}

module "pipeline" {
  source = "./modules/pipeline"

  name             = "ml"
  operator_account = "777777777777"
  stages           = ["training", "processing"]
}
