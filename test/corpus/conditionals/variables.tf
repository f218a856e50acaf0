variable "region" {
  default = "eu-west-1"
}

variable "mode" {
  type    = string
  default = "streaming"

  validation {
    condition     = contains(["streaming", "none"], var.mode)
    error_message = "Unknown mode."
  }
}

variable "operator" {
  type    = string
  default = "252525252525"
}

variable "settings" {
  type    = any
  default = {}
}

variable "boundary" {
  type    = string
  default = null
}

locals {
  streaming = var.mode == "streaming" && !can(var.settings.disabled)
}
