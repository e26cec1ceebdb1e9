package dev.tagyard.proxy.command;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/// What ended a command, in words: those of file errors are often the file's name alone.
public final class Complaint {
  private Complaint() {}

  public static String of(Throwable failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "there is no file or folder " + missing.getFile();
      case AccessDeniedException denied ->
          denied.getFile() + " may not be read, or not be written, by this user";
      case NotDirectoryException file -> file.getFile() + " is no folder";
      case FileSystemException other when other.getReason() == null ->
          other.getFile() + ": " + other.getClass().getSimpleName();
      case UncheckedIOException wrapped
          when String.valueOf(wrapped.getCause()).equals(wrapped.getMessage()) ->
          of(Objects.requireNonNull(wrapped.getCause()));
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
