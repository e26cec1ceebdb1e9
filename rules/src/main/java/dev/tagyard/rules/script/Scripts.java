package dev.tagyard.rules.script;

/// One thread's JavaScript.
public final class Scripts {}
