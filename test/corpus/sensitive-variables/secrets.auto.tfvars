external_id       = "s3cr3t-external-id"
database_password = "hunter2-database-password"
vendor_account    = "323232323232"
