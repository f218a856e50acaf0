variable "support_accounts" {
  description = "Accounts of the support company"
  type        = list(string)
  default     = ["616161616161"]
}
