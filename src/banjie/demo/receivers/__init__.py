"""The demo's other systems, as a process of their own: mail server, webhook receiver, stand-in ERP.

They share nothing with Banjie but the wire: own database files, own tokens, failures on demand. For demos and
tests on loopback only; nothing here is hardened for the open network.
"""
