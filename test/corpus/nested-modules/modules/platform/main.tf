variable "environment" {
  type = string
}

variable "teams" {
  type = map(object({
    partner = optional(string)
    cluster = string
  }))
}

module "team" {
  for_each = var.teams
  source   = "../team"

  name        = each.key
  environment = var.environment
  cluster     = each.value.cluster
  partner     = each.value.partner
}

output "roles" {
  value = { for name, team in module.team : name => team.role_arn }
}
