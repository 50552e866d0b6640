"""Asking a language model to join quotations into sentences. Nothing here decides what a person sees."""
