// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/rpm_fixture.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::test {

namespace {

std::string spec_of(const TestPackage& package) {
  std::string spec =
      fmt::format("Name: {}\nVersion: {}\nRelease: {}\nSummary: {}\nLicense: {}\n", package.name,
                  package.version, package.release, package.summary, package.license);
  if (!package.epoch.empty()) spec += fmt::format("Epoch: {}\n", package.epoch);
  if (package.arch == "noarch") spec += "BuildArch: noarch\n";
  for (const auto& entry : package.requires_) spec += fmt::format("Requires: {}\n", entry);
  for (const auto& entry : package.provides) spec += fmt::format("Provides: {}\n", entry);
  for (const auto& entry : package.obsoletes) spec += fmt::format("Obsoletes: {}\n", entry);
  for (const auto& entry : package.conflicts) spec += fmt::format("Conflicts: {}\n", entry);
  for (const auto& entry : package.recommends) spec += fmt::format("Recommends: {}\n", entry);
  for (const auto& entry : package.build_requires) spec += fmt::format("BuildRequires: {}\n", entry);
  auto files = package.files;
  if (files.empty() && !package.is_empty) files[fmt::format("/usr/share/{}/hello", package.name)] = "hello\n";
  std::string install;
  std::string listing;
  for (const auto& [path, content] : files) {
    install += fmt::format(
        "mkdir -p \"$(dirname \"%{{buildroot}}{0}\")\"\ncat >\"%{{buildroot}}{0}\" "
        "<<'EOF-OF-FILE'\n{1}\nEOF-OF-FILE\n",
        path, content);
    if (const auto copy = package.copies.find(path); copy != package.copies.end())
      install += fmt::format("cp \"{}\" \"%{{buildroot}}{}\"\n", copy->second, path);
    listing += package.attributes + " " + path + "\n";
  }
  if (!package.post.empty()) spec += fmt::format("\n%post\n{}\n", package.post);
  return fmt::format("{}\n%description\nMade by a test.\n\n%install\n{}\n%files\n{}", spec, install, listing);
}

fs::path only_rpm_below(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".rpm") return entry.path();
  throw Error(ExitCode::failed, "rpmbuild left no package in " + folder.string());
}

}  // namespace

BuiltPackage build_package(const fs::path& folder, const TestPackage& package) {
  make_folders(folder);
  const TempDir top(fs::temp_directory_path(), "rpm-fixture-");
  const fs::path spec = top.path() / (package.name + ".spec");
  write_file_atomically(spec, spec_of(package));
  Command build;
  build.argv = {"rpmbuild", "-ba", "--quiet", "--nodeps"};
  for (const auto& define :
       {fmt::format("_topdir {}", top.path().string()), fmt::format("_binary_payload {}", package.payload),
        fmt::format("_source_payload {}", package.payload),
        std::string("use_source_date_epoch_as_buildtime 1"),
        std::string("clamp_mtime_to_source_date_epoch 1"), std::string("_buildhost test"),
        std::string("debug_package %{nil}"), std::string("__os_install_post %{nil}")}) {
    build.argv.emplace_back("--define");
    build.argv.push_back(define);
  }
  for (const auto& [name, value] : package.macros) {
    build.argv.emplace_back("--define");
    build.argv.push_back(fmt::format("{} {}", name, value));
  }
  build.argv.push_back(spec.string());
  build.env = {{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"},
               {"HOME", top.path().string()},
               {"LC_ALL", "C.UTF-8"},
               {"SOURCE_DATE_EPOCH", std::to_string(package.time)}};
  run_checked(build, "building a test package");
  BuiltPackage built;
  for (const auto& [kind, place] : {std::pair{"RPMS", &built.binary}, std::pair{"SRPMS", &built.source}}) {
    const fs::path made = only_rpm_below(top.path() / kind);
    *place = folder / made.filename();
    fs::remove(*place);
    copy_file_contents(made, *place);
  }
  return built;
}

TestKey::TestKey(const fs::path& homedir, const std::string& user_id, const std::string& passphrase,
                 const KeyOptions& options)
    : m_homedir(homedir), m_public_key(homedir / "public.asc") {
  make_folders(m_homedir);
  fs::permissions(m_homedir, fs::perms(0700));
  std::vector<std::string> generate = options.gpg_options;
  // gpg does not freeze a faked time that equals the current one: a test that signs with the key's time must
  // not do so within the second in which the key was made.
  if (generate.empty()) generate = {"--faked-system-time", std::to_string(std::time(nullptr) - 3600) + "!"};
  generate.insert(generate.end(), {"--passphrase-fd", "0", "--quick-gen-key", user_id, options.algorithm,
                                   "sign", options.expires});
  gpg(generate, passphrase + "\n");
  for (const auto& line : split(gpg({"--with-colons", "--list-keys", "--fingerprint"}), '\n'))
    if (line.starts_with("fpr:") && m_fingerprint.empty()) m_fingerprint = split(line, ':').at(9);
  export_public_key();
}

std::string TestKey::gpg(const std::vector<std::string>& arguments, const std::string& input) const {
  Command command;
  command.argv = {"gpg",     "--homedir",       m_homedir.string(), "--batch",
                  "--quiet", "--pinentry-mode", "loopback"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.input = input;
  return run_checked(command, "running gpg with a test key").out;
}

void TestKey::export_public_key() {
  write_file_atomically(m_public_key, gpg({"--armor", "--export", m_fingerprint}));
}

std::string TestKey::add_signing_subkey(const std::string& algorithm) {
  gpg({"--passphrase", "", "--quick-add-key", m_fingerprint, algorithm, "sign", "never"});
  std::string last;
  for (const auto& line : split(gpg({"--with-colons", "--list-keys", "--with-subkey-fingerprint"}), '\n'))
    if (line.starts_with("fpr:")) last = split(line, ':').at(9);
  export_public_key();
  return last;
}

void TestKey::set_expiry(const std::string& expires, const std::vector<std::string>& gpg_options) {
  std::vector<std::string> arguments = gpg_options;
  arguments.insert(arguments.end(), {"--passphrase", "", "--quick-set-expire", m_fingerprint, expires});
  gpg(arguments);
  export_public_key();
}

void TestKey::revoke() {
  // gpg puts a colon before the dashes of the certificate, so that nobody imports it by mistake.
  const std::string text = read_file(m_homedir / "openpgp-revocs.d" / (m_fingerprint + ".rev"));
  gpg({"--import"}, text.substr(text.find(":-----BEGIN") + 1));
  export_public_key();
}

void TestKey::sign_file(const fs::path& file, const std::vector<std::string>& options) const {
  std::vector<std::string> arguments = options;
  arguments.insert(arguments.end(), {"--yes", "--armor", "--detach-sign", "--output", file.string() + ".asc",
                                     "--local-user", m_fingerprint, file.string()});
  gpg(arguments);
}

TestKey::~TestKey() {
  try {
    Command end;
    end.argv = {"gpgconf", "--homedir", m_homedir.string(), "--kill", "gpg-agent"};
    run(end);
  } catch (const std::exception&) {
    // The agent ends by itself when its socket is removed.
  }
}

void sign_package(const fs::path& package, const TestKey& key, const std::string& fingerprint,
                  const std::vector<std::string>& options) {
  Command sign;
  sign.argv = {"rpmsign",
               "--define",
               "__gpg /usr/bin/gpg",
               "--define",
               fmt::format("_gpg_path {}", key.homedir().string()),
               "--define",
               fmt::format("_gpg_name {}!", fingerprint.empty() ? key.fingerprint() : fingerprint),
               "--define",
               "_gpg_digest_algo sha256",
               "--define",
               fmt::format("_gpg_sign_cmd_extra_args --batch {}", join(options, " ")),
               "--addsign",
               package.string()};
  run_checked(sign, "signing a test package");
}

void install_in_database(const fs::path& folder, const std::vector<fs::path>& packages) {
  make_folders(folder);
  Command install;
  install.argv = {"rpm", "--dbpath", folder.string(), "--install", "--justdb", "--nodeps", "--noscripts"};
  if (fs::exists("/etc/debian_version")) install.argv.emplace_back("--force-debian");
  for (const fs::path& package : packages) install.argv.push_back(package.string());
  run_checked(install, "installing test packages in a database");
}

void make_repository(const fs::path& folder, const std::vector<std::string>& options) {
  Command index;
  index.argv = {"createrepo_c", "--quiet", "--no-database"};
  index.argv.insert(index.argv.end(), options.begin(), options.end());
  index.argv.push_back(folder.string());
  run_checked(index, "making a test repository");
}

void change_signature(const fs::path& package, SignatureChange change) {
  constexpr size_t k_lead = 96, k_intro = 16, k_entry = 16;
  constexpr size_t k_rsa_header = 268, k_openpgp = 278;
  std::string bytes = read_file(package);
  const auto number = [&](size_t at) {
    size_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes.at(at + i));
    return value;
  };
  const size_t entries = k_lead + k_intro;
  const size_t data = entries + k_entry * number(k_lead + 8);
  for (size_t entry = entries; entry < data; entry += k_entry) {
    if (number(entry) != k_rsa_header) continue;
    if (change == SignatureChange::newer_tag) {
      bytes.at(entry + 2) = static_cast<char>(k_openpgp >> 8);
      bytes.at(entry + 3) = static_cast<char>(k_openpgp & 0xff);
    } else {
      // An old-format packet with two length bytes: its version follows them (RFC 4880, 4.2.1 and 5.2).
      bytes.at(data + number(entry + 8) + 3) = 9;
    }
    return write_file_atomically(package, bytes);
  }
  throw Error(ExitCode::failed, package.string() + " has no RSA header signature");
}

namespace {

constexpr size_t k_signature_at = 96;  // after the lead
constexpr uint32_t k_region = 62, k_rsa_header_tag = 268, k_openpgp_tag = 278;
constexpr uint32_t k_int16 = 3, k_int32 = 4, k_int64 = 5, k_bin = 7, k_string_array = 8;

uint32_t number_at(const std::string& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes.at(at + i));
  return value;
}

std::string big_endian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

size_t end_of_signature_header(const std::string& bytes) {
  const size_t end = k_signature_at + 16 + 16UL * number_at(bytes, k_signature_at + 8) +
                     number_at(bytes, k_signature_at + 12);
  return (end + 7) / 8 * 8;
}

}  // namespace

SignatureEntries signature_entries(const fs::path& package) {
  const std::string bytes = read_file(package);
  const size_t count = number_at(bytes, k_signature_at + 8);
  const size_t data = k_signature_at + 16 + 16 * count;
  std::map<uint32_t, uint32_t> offsets;  // → tag
  for (size_t at = k_signature_at + 16; at < data; at += 16)
    offsets[number_at(bytes, at + 8)] = number_at(bytes, at);
  SignatureEntries entries;
  for (size_t at = k_signature_at + 16; at < data; at += 16) {
    const uint32_t offset = number_at(bytes, at + 8);
    const auto next = offsets.upper_bound(offset);
    if (number_at(bytes, at) == k_region || next == offsets.end()) continue;
    entries[number_at(bytes, at)] = {.type = number_at(bytes, at + 4),
                                     .count = number_at(bytes, at + 12),
                                     .data = bytes.substr(data + offset, next->first - offset)};
  }
  return entries;
}

void set_signature_entries(const fs::path& package, const SignatureEntries& entries) {
  const std::string bytes = read_file(package);
  std::string index;
  std::string data;
  for (const auto& [tag, entry] : entries) {
    const size_t alignment = entry.type == k_int64   ? 8
                             : entry.type == k_int32 ? 4
                             : entry.type == k_int16 ? 2
                                                     : 1;
    data.resize((data.size() + alignment - 1) / alignment * alignment);
    index += big_endian(tag) + big_endian(entry.type) + big_endian(static_cast<uint32_t>(data.size())) +
             big_endian(entry.count);
    data += entry.data;
  }
  const auto count = static_cast<uint32_t>(entries.size() + 1);
  // The region's entry and the trailer that it points to (lib/header.c of rpm).
  index = big_endian(k_region) + big_endian(k_bin) + big_endian(static_cast<uint32_t>(data.size())) +
          big_endian(16) + index;
  data += big_endian(k_region) + big_endian(k_bin) + big_endian(0U - 16U * count) + big_endian(16);
  std::string header = bytes.substr(k_signature_at, 8) + big_endian(count) +
                       big_endian(static_cast<uint32_t>(data.size())) + index + data;
  header.resize((header.size() + 7) / 8 * 8);
  write_file_atomically(
      package, bytes.substr(0, k_signature_at) + header + bytes.substr(end_of_signature_header(bytes)));
}

std::string signature_packet(const fs::path& package) {
  const SignatureEntry entry = signature_entries(package).at(k_rsa_header_tag);
  return entry.data.substr(0, entry.count);
}

void set_format6_signatures(const fs::path& package, const std::vector<std::string>& packets) {
  SignatureEntries entries = signature_entries(package);
  for (const uint32_t tag : {267U, k_rsa_header_tag, 1002U, 1005U}) entries.erase(tag);
  SignatureEntry entry{.type = k_string_array, .count = static_cast<uint32_t>(packets.size()), .data = {}};
  for (const auto& packet : packets) entry.data += to_base64(packet) + std::string(1, '\0');
  entries[k_openpgp_tag] = entry;
  set_signature_entries(package, entries);
}

void flip_byte(const fs::path& file, long offset) {
  std::string bytes = read_file(file);
  const size_t at = offset < 0 ? bytes.size() - static_cast<size_t>(-offset) : static_cast<size_t>(offset);
  bytes.at(at) = static_cast<char>(bytes.at(at) ^ 0x01);
  write_file_atomically(file, bytes);
}

void cut_off(const fs::path& file, size_t count) {
  std::string bytes = read_file(file);
  bytes.resize(bytes.size() - count);
  write_file_atomically(file, bytes);
}

}  // namespace rpmworks::test
