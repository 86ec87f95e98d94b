"""The shape of what people type. Whether it may be done is the services' to say."""
