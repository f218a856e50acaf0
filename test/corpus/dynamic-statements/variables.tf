variable "trusts" {
  type = map(object({
    principals  = map(list(string))
    external_id = optional(string)
  }))

  default = {
    audit = {
      principals = { AWS = ["arn:aws:iam::123456789012:role/audit"] }
    }
    vendor = {
      principals  = { AWS = ["arn:aws:iam::555555555555:root"], Service = ["glue.amazonaws.com"] }
      external_id = null
    }
  }
}

variable "grants" {
  type = map(object({
    actions = list(string)
    pass    = optional(bool, false)
    enabled = optional(bool, true)
  }))

  default = {
    Jobs   = { actions = ["glue:CreateJob", "glue:StartJobRun"] }
    Role   = { actions = ["iam:PassRole"], pass = true }
    Launch = { actions = ["ec2:RunInstances"], enabled = false }
  }
}
