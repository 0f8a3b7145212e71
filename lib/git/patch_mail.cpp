// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/patch_mail.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace rpmworks::git {

namespace {

constexpr size_t k_line = 78;       // RFC 5322: lines of a header should be no longer
constexpr size_t k_file_name = 57;  // git's 64, less ".patch" and a terminating zero

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

size_t characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Header text that starts at `column`, folded between words.
std::string folded(std::string_view text, size_t column) {
  std::string out;
  bool first = true;
  for (const auto& word : split(text, ' ')) {
    const size_t length = characters(word);
    if (!first && column + 1 + length > k_line) {
      out += "\n " + word;
      column = 1 + length;
    } else {
      out += first ? word : " " + word;
      column += length + (first ? 0 : 1);
    }
    first = false;
  }
  return out;
}

// RFC 5322: a display name with special characters is quoted.
std::string display_name(const std::string& name) {
  if (name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string from_line(const CommitFacts::Person& author) {
  std::string line = "From: " + folded(display_name(author.name), 6);
  const std::string address = " <" + author.email + ">";
  const size_t last = characters(std::string_view(line).substr(line.rfind('\n') + 1));
  if (last + address.size() > k_line) line += '\n';
  return line + address + "\n";
}

std::string body_of(const CommitFacts& facts) {
  std::string body;
  for (const auto& line : split(formatted("%b", facts), '\n'))
    body += line.substr(0, line.find_last_not_of(" \t\v\f\r") + 1) + "\n";
  while (body.ends_with('\n')) body.pop_back();
  return body.empty() ? body : body + "\n";
}

}  // namespace

std::string patch_mail(const CommitFacts& facts, std::string_view stat, std::string_view diff) {
  static constexpr std::string_view k_subject = "Subject: [PATCH] ";
  std::string mail = fmt::format("From {} Mon Sep 17 00:00:00 2001\n", facts.id);
  mail += from_line(facts.author);
  mail += formatted("Date: %aD\n", facts);
  mail += std::string(k_subject) + folded(formatted("%s", facts), k_subject.size()) + "\n";
  if (!is_ascii(facts.message))
    mail += "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n";
  return mail + "\n" + body_of(facts) + "---\n" + std::string(stat) + "\n" + std::string(diff);
}

std::string patch_file_name(const CommitFacts& facts, size_t number) {
  const std::string name = fmt::format("{:04}-{}", number, formatted("%f", facts));
  return name.substr(0, k_file_name) + ".patch";
}

}  // namespace rpmworks::git
