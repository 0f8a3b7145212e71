// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::test {

/// A tar archive made member by member, with any paths and targets, including those that no ordinary program
/// writes.
class TarFixture {
 public:
  TarFixture& file(const std::string& path, std::string_view content, unsigned mode = 0644,
                   const std::string& group = "root") {
    header(path, '0', mode, content.size(), "", group);
    m_bytes += content;
    m_bytes.resize((m_bytes.size() + 511) / 512 * 512, '\0');
    return *this;
  }
  TarFixture& folder(const std::string& path, unsigned mode = 0755) {
    return header(path, '5', mode, 0, "", "root");
  }
  TarFixture& symlink(const std::string& path, const std::string& target) {
    return header(path, '2', 0777, 0, target, "root");
  }
  TarFixture& hardlink(const std::string& path, const std::string& target) {
    return header(path, '1', 0644, 0, target, "root");
  }
  TarFixture& device(const std::string& path) { return header(path, '3', 0600, 0, "", "root"); }

  std::string bytes() const { return m_bytes + std::string(1024, '\0'); }

  static constexpr long k_mtime = 1700000000;

 private:
  TarFixture& header(const std::string& path, char type, unsigned mode, size_t size,
                     const std::string& target, const std::string& group) {
    std::string block(512, '\0');
    const auto put = [&block](size_t at, const std::string& text) { block.replace(at, text.size(), text); };
    put(0, path);
    put(100, fmt::format("{:07o}", mode));
    put(108, "0000000");
    put(116, "0000000");
    put(124, fmt::format("{:011o}", size));
    put(136, fmt::format("{:011o}", k_mtime));
    put(148, "        ");
    block[156] = type;
    put(157, target);
    put(257, "ustar");
    put(263, "00");
    put(265, "root");
    put(297, group);
    unsigned sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    put(148, fmt::format("{:06o}", sum));
    block[154] = '\0';
    m_bytes += block;
    return *this;
  }

  std::string m_bytes;
};

/// An ar archive of named members, like .deb files.
inline std::string ar_bytes(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string bytes = "!<arch>\n";
  for (const auto& [name, content] : members) {
    bytes += fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, 100644, content.size());
    bytes += content;
    if (content.size() % 2) bytes += '\n';
  }
  return bytes;
}

inline void write_bytes(const fs::path& file, std::string_view bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A Debian package with the members of `data`, and `control` files beside its control file.
inline void write_deb(const fs::path& file, const TarFixture& data, TarFixture control = {}) {
  control.file("./control", "Package: fixture\n");
  write_bytes(
      file,
      ar_bytes({{"debian-binary", "2.0\n"}, {"control.tar", control.bytes()}, {"data.tar", data.bytes()}}));
}

}  // namespace rpmworks::test
