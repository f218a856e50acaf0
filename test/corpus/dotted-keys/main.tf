terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  environments = {
    "eu.prod"         = { vendor = "333333333333" }
    "eu.prod.staging" = { vendor = "" }
    "us/dev [old]"    = { vendor = "" }
  }
}

module "runner" {
  source   = "./runner"
  for_each = local.environments

  environment = each.key
  slug        = replace(replace(each.key, "/[^a-z]+/", "-"), "/-$/", "")
  vendor      = each.value.vendor
  bucket_keys = ["in.coming", "out/going"]
}
