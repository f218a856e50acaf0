terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

module "identities" {
  source = "./identities"
}

module "access" {
  source   = "./access"
  identity = module.identities.all
  policy   = module.identities.documents["run"]
}
