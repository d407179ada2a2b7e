"""What is reached by HTTP: the health of the installation and call-backs of services that send mail for it."""
