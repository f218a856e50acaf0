module "platform" {
  source = "./modules/platform"

  environment = "prod"

  teams = {
    data = { partner = "222222222222", cluster = "batch" }
    web  = { partner = null, cluster = "frontend" }
  }
}

output "team_roles" {
  value = module.platform.roles
}
