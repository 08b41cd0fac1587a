print("vxloom")
