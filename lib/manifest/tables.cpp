// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::manifest {

namespace {

std::string csv_field(std::string text) {
  // A summary is untrusted text, and a spreadsheet executes cells that begin with these characters.
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::vector<std::string> escaped;
  for (const auto& field : fields) escaped.push_back(csv_field(field));
  return join(escaped, ",") + "\n";
}

// Replaces control characters, which a terminal would execute.
std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

std::string short_commit(const Origin& origin) {
  if (const auto* const git = origin.git())
    return git->commit.substr(0, 12) + (git->verified ? ", signed " + git->verified->what : "");
  return origin.upstream() ? origin.upstream()->upstream : origin.kind();
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Appends a cell with blanks up to `width` columns. fmt measures other letters, but takes long for all of
// them.
void append_cell(std::string& line, const std::string& cell, size_t width, bool is_right_aligned) {
  if (!is_ascii(cell)) {
    line += is_right_aligned ? fmt::format("{:>{}}", cell, width) : fmt::format("{:<{}}", cell, width);
    return;
  }
  const size_t blanks = width - std::min(width, cell.size());
  if (is_right_aligned) line.append(blanks, ' ');
  line += cell;
  if (!is_right_aligned) line.append(blanks, ' ');
}

/// Formats rows of text as columns, each as wide as its widest cell. The named columns are right-aligned.
std::string columns(const std::vector<std::vector<std::string>>& rows,
                    const std::vector<size_t>& right_aligned) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      if (i) line += "  ";
      const bool right = std::ranges::find(right_aligned, i) != right_aligned.end();
      append_cell(line, row[i], widths[i], right);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

// A fact of each signature, in one cell.
template <typename Fact>
std::string of_each(const std::vector<rpm::Signature>& signatures, Fact fact) {
  std::vector<std::string> facts;
  for (const auto& signature : signatures) facts.push_back(fact(signature));
  return join(facts, " ");
}

}  // namespace

std::string Manifest::to_csv() const {
  std::string csv = csv_line({"section",
                              "nevra",
                              "name",
                              "epoch",
                              "version",
                              "release",
                              "arch",
                              "file",
                              "size",
                              "sha256",
                              "sha512",
                              "header_sha256",
                              "payload_sha256",
                              "license",
                              "license_spdx",
                              "summary",
                              "vendor",
                              "source_rpm",
                              "purl",
                              "signature_fingerprint",
                              "signature_hash",
                              "signature_created",
                              "origin_kind",
                              "origin_url",
                              "origin_ref",
                              "origin_commit",
                              "origin_srpm_sha256",
                              "origin_upstream",
                              "origin_verified",
                              "origin_verified_by",
                              "build_target",
                              "build_engine",
                              "build_buildroot_sha256",
                              "required_by"});
  for (const auto& entry : packages) {
    const FromGit git = entry.origin.git() ? *entry.origin.git() : FromGit{};
    const Verified verified = git.verified.value_or(Verified{});
    const BuildInfo build = entry.build.value_or(BuildInfo{});
    csv += csv_line({entry.section,
                     entry.nevra.str(),
                     entry.nevra.name,
                     entry.nevra.evr.epoch.empty() ? "0" : entry.nevra.evr.epoch,
                     entry.nevra.evr.version,
                     entry.nevra.evr.release,
                     entry.nevra.arch,
                     entry.file,
                     std::to_string(entry.size),
                     entry.sha256,
                     entry.sha512,
                     entry.header_sha256,
                     entry.payload_sha256,
                     entry.license,
                     entry.license_spdx,
                     entry.summary,
                     entry.vendor,
                     entry.source_rpm,
                     entry.purl,
                     of_each(entry.signatures, [](const auto& one) { return one.fingerprint; }),
                     of_each(entry.signatures, [](const auto& one) { return one.hash; }),
                     of_each(entry.signatures, [](const auto& one) { return iso_time(one.created); }),
                     entry.origin.kind(),
                     entry.origin.url(),
                     git.ref,
                     git.commit,
                     entry.origin.srpm_sha256(),
                     entry.origin.upstream() ? entry.origin.upstream()->upstream : "",
                     verified.what,
                     verified.fingerprint,
                     build.target,
                     build.engine,
                     build.buildroot_sha256,
                     join(entry.required_by, " ")});
  }
  return csv;
}

std::string Manifest::to_text() const {
  std::string text = printable(fmt::format("{} {}, {}", product, release, created)) + "\n\n";
  std::vector<std::vector<std::string>> rows{{"SECTION", "PACKAGES", "SIZE", "CLIENT", "SIGNED BY"}};
  for (const auto& section : sections)
    rows.push_back({printable(section.path), std::to_string(section.packages), human_bytes(section.bytes),
                    printable(section.client), join(section.package_signers(), " ")});
  text += columns(rows, {1, 2}) + "\n";
  rows = {{"PACKAGE", "SIZE", "SECTION", "FROM", "LICENSE"}};
  for (const auto& entry : packages)
    rows.push_back({printable(entry.nevra.str()), human_bytes(entry.size), printable(entry.section),
                    printable(short_commit(entry.origin)), printable(entry.license)});
  return text + columns(rows, {1});
}

}  // namespace rpmworks::manifest
