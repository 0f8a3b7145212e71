// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/seal.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <vector>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr size_t k_largest = 3;  // this many of the largest files are checked each time

/// A file of an entry, with everything that must not change. The texts are compared one by one, so that a
/// message can name the difference.
struct Fact {
  enum Part { type, mode, owner, size, time, links, target, attributes, contents, parts };
  std::array<std::string, parts> texts;
};

using Facts = std::map<std::string, Fact>;  // by path within the entry

struct Seen {
  std::string path;
  struct stat info {};
};

std::string hex_of(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

// Most overlay attributes name inodes of lower layers. Only these tell what the layer itself hides or moves.
bool is_kept(const std::string& attribute) {
  if (attribute == "security.selinux") return false;
  for (const std::string_view space : {"trusted.overlay.", "user.overlay.", "user.fuseoverlayfs."})
    if (attribute.starts_with(space)) {
      const std::string name = attribute.substr(space.size());
      return name == "opaque" || name == "redirect" || name == "metacopy" || name == "whiteout";
    }
  return true;
}

std::string attributes_of(const fs::path& file) {
  std::array<char, 4096> names{};
  const ssize_t length = ::llistxattr(file.c_str(), names.data(), names.size());
  if (length <= 0) return {};
  std::vector<std::string> texts;
  for (const std::string& name : split(std::string(names.data(), static_cast<size_t>(length)), '\0')) {
    if (name.empty() || !is_kept(name)) continue;
    std::array<char, 4096> value{};
    const ssize_t size = ::lgetxattr(file.c_str(), name.c_str(), value.data(), value.size());
    texts.push_back(name + "=" +
                    hex_of(std::string(value.data(), static_cast<size_t>(std::max<ssize_t>(size, 0)))));
  }
  std::sort(texts.begin(), texts.end());
  return join(texts, ",");
}

std::string type_of(mode_t mode) {
  if (S_ISREG(mode)) return "file";
  if (S_ISDIR(mode)) return "folder";
  if (S_ISLNK(mode)) return "link";
  return S_ISCHR(mode) ? "device" : "special";
}

bool is_of_seal(const std::string& path) {
  return path == k_seal || path == k_listing || path == "made";
}

std::vector<Seen> files_of(const fs::path& entry) {
  std::vector<Seen> files;
  std::error_code failure;
  const auto skip = fs::directory_options::skip_permission_denied;
  const size_t start = entry.string().size() + 1;
  for (auto it = fs::recursive_directory_iterator(entry, skip, failure);
       !failure && it != fs::recursive_directory_iterator(); it.increment(failure)) {
    Seen seen{.path = it->path().string().substr(start)};
    if (!is_of_seal(seen.path) && ::lstat(it->path().c_str(), &seen.info) == 0)
      files.push_back(std::move(seen));
  }
  return files;
}

// A file that this user may not read counts as unchanged.
std::string contents_of(const fs::path& file) {
  try {
    return digest_of_file(file);
  } catch (const Error&) {
    return "unreadable";
  }
}

Fact fact_of(const fs::path& file, const struct stat& info) {
  Fact fact;
  fact.texts[Fact::type] = type_of(info.st_mode);
  fact.texts[Fact::mode] = S_ISLNK(info.st_mode) ? "" : fmt::format("{:04o}", info.st_mode & 07777U);
  fact.texts[Fact::owner] = fmt::format("{}:{}", info.st_uid, info.st_gid);
  fact.texts[Fact::attributes] = attributes_of(file);
  std::error_code failure;
  if (S_ISLNK(info.st_mode)) fact.texts[Fact::target] = fs::read_symlink(file, failure).string();
  if (S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode))
    fact.texts[Fact::target] = fmt::format("{}:{}", major(info.st_rdev), minor(info.st_rdev));
  if (!S_ISREG(info.st_mode)) return fact;
  fact.texts[Fact::size] = std::to_string(info.st_size);
  // Not every tool that restores files keeps fractions of seconds.
  fact.texts[Fact::time] = std::to_string(info.st_mtim.tv_sec);
  fact.texts[Fact::links] = std::to_string(info.st_nlink);
  fact.texts[Fact::contents] = contents_of(file);
  return fact;
}

Facts facts_of(const fs::path& entry, const std::vector<Seen>& files) {
  std::vector<Fact> facts(files.size());
  parallel_for(files.size(), thread_limit(),
               [&](size_t i) { facts[i] = fact_of(entry / files[i].path, files[i].info); });
  Facts by_path;
  for (size_t i = 0; i < files.size(); ++i) by_path.emplace(files[i].path, std::move(facts[i]));
  return by_path;
}

// A zero byte ends each text, because a file name can contain any other byte.
std::string listing_of(const Facts& facts) {
  std::string text;
  for (const auto& [path, fact] : facts) {
    text += path + '\0';
    for (const std::string& one : fact.texts) text += one + '\0';
  }
  return text;
}

std::optional<Facts> facts_in(const std::string& listing) {
  const std::vector<std::string> texts = split(listing, '\0');
  constexpr size_t k_each = Fact::parts + 1;
  if (texts.size() % k_each != 1) return std::nullopt;  // the text after the last zero byte is empty
  Facts facts;
  for (size_t i = 0; i + k_each < texts.size(); i += k_each) {
    Fact fact;
    std::copy_n(texts.begin() + static_cast<ptrdiff_t>(i) + 1, static_cast<size_t>(Fact::parts),
                fact.texts.begin());
    facts.emplace(texts[i], std::move(fact));
  }
  return facts;
}

// The few files whose inodes are checked each time.
std::vector<const Seen*> few_of(const fs::path& entry, const std::vector<Seen>& files) {
  std::set<std::string> kinds;
  std::vector<const Seen*> few;
  std::vector<const Seen*> largest;
  for (const Seen& seen : files) {
    const struct stat& info = seen.info;
    const bool is_top = seen.path.find('/') == std::string::npos;
    std::vector<std::string> own{fmt::format("{}:{}", info.st_uid, info.st_gid), type_of(info.st_mode)};
    if ((info.st_mode & 07000) != 0) own.push_back(fmt::format("{:o}", info.st_mode & S_IFMT));
    if (S_ISREG(info.st_mode) && info.st_nlink > 1) own.emplace_back("hard link");
    // Most files with capabilities are programs; checking all files is slow.
    if (S_ISREG(info.st_mode) && (info.st_mode & 0111) != 0 && !kinds.contains("attributes") &&
        !attributes_of(entry / seen.path).empty())
      own.emplace_back("attributes");
    bool is_new = is_top;
    for (const std::string& kind : own) is_new |= kinds.insert(kind).second;
    if (is_new) few.push_back(&seen);
    if (S_ISREG(info.st_mode)) largest.push_back(&seen);
  }
  const size_t count = std::min(k_largest, largest.size());
  std::partial_sort(largest.begin(), largest.begin() + static_cast<ptrdiff_t>(count), largest.end(),
                    [](const Seen* a, const Seen* b) { return a->info.st_size > b->info.st_size; });
  few.insert(few.end(), largest.begin(), largest.begin() + static_cast<ptrdiff_t>(count));
  return few;
}

std::string inode_text(const struct stat& info) {
  return fmt::format("{} {}.{:09}", info.st_ino, info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
}

void write_seal(const fs::path& entry, const std::vector<Seen>& files) {
  std::string text;
  for (const Seen* seen : few_of(entry, files)) {
    text += inode_text(seen->info) + '\0';
    text += seen->path + '\0';
  }
  replace_file(entry / k_seal, text);
}

bool is_untouched(const fs::path& entry) {
  if (!fs::exists(entry / k_seal)) return false;
  const std::vector<std::string> texts = split(read_file(entry / k_seal), '\0');
  if (texts.size() < 3 || texts.size() % 2 != 1) return false;
  for (size_t i = 0; i + 1 < texts.size(); i += 2) {
    struct stat info {};
    if (::lstat((entry / texts[i + 1]).c_str(), &info) != 0 || inode_text(info) != texts[i]) return false;
  }
  return true;
}

std::string difference(const Fact& was, const Fact& is) {
  const auto differs = [&](Fact::Part part) { return was.texts[part] != is.texts[part]; };
  const auto& before = was.texts;
  const auto& now = is.texts;
  if (differs(Fact::type)) return fmt::format("it is a {}, not a {}", now[Fact::type], before[Fact::type]);
  if (differs(Fact::owner))
    return fmt::format("it belongs to {}, not to {}", now[Fact::owner], before[Fact::owner]);
  if (differs(Fact::mode)) return fmt::format("its mode is {}, not {}", now[Fact::mode], before[Fact::mode]);
  if (differs(Fact::attributes))
    return before[Fact::attributes].find("security.capability") != std::string::npos
               ? "its capabilities are lost"
               : "its extended attributes differ";
  if (differs(Fact::target)) return "it points elsewhere";
  if (differs(Fact::links))
    return fmt::format("it has {} names, not {}", now[Fact::links], before[Fact::links]);
  if (differs(Fact::size)) return fmt::format("it has {} bytes, not {}", now[Fact::size], before[Fact::size]);
  return differs(Fact::contents) ? "its contents differ" : "its time differs";
}

}  // namespace

void seal(const fs::path& entry) {
  const std::vector<Seen> files = files_of(entry);
  replace_file(entry / k_listing, listing_of(facts_of(entry, files)));
  write_seal(entry, files);
}

std::optional<std::string> broken_seal(const fs::path& entry) {
  if (is_untouched(entry)) return std::nullopt;
  if (!fs::exists(entry / k_listing)) return "the list of its files is missing";
  const auto before = facts_in(read_file(entry / k_listing));
  if (!before) return "the list of its files is damaged";
  const std::vector<Seen> files = files_of(entry);
  const Facts now = facts_of(entry, files);
  for (const auto& [path, fact] : *before) {
    const auto at = now.find(path);
    if (at == now.end()) return fmt::format("{}: it is missing", path);
    if (at->second.texts != fact.texts) return fmt::format("{}: {}", path, difference(fact, at->second));
  }
  for (const auto& [path, fact] : now)
    if (!before->contains(path)) return fmt::format("{}: it was not there before", path);
  write_seal(entry, files);
  return std::nullopt;
}

}  // namespace rpmworks::buildroot
