variable "name" { type = string }
variable "environment" { type = string }
variable "cluster" { type = string }

variable "partner" {
  description = "Account of the partner that runs jobs for the team"
  type        = string
  default     = null
}
