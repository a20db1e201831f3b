"""Mails, composed and shown; they are sent by nobody yet."""
