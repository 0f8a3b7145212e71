// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "git/handles.hpp"

namespace rpmworks::git {

namespace {

// Lines that start a signature (git's gpg-interface.c).
constexpr std::array<std::string_view, 4> k_beginnings = {
    "-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----", "-----BEGIN SSH SIGNATURE-----",
    "-----BEGIN SIGNED MESSAGE-----"};

// Offset of the signature at the end of a tag; as in git, the last matching line.
size_t beginning_of_signature(std::string_view tag) {
  size_t found = tag.size();
  for (size_t line = 0; line < tag.size(); line = tag.find('\n', line) + 1) {
    for (const auto beginning : k_beginnings)
      if (tag.substr(line).starts_with(beginning)) found = line;
    if (tag.find('\n', line) == std::string_view::npos) break;
  }
  return found;
}

// The value of the next header; git writes them in a fixed order (git mktag(1)).
std::string take_header(std::string_view& text, std::string_view name) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(name) || text.substr(name.size(), 1) != " ")
    throw Error(ExitCode::invalid, fmt::format("a git tag has no '{}' where it should be", name))
        .hint("the repository is damaged or crafted; check it with git fsck");
  const std::string value(text.substr(name.size() + 1, end - name.size() - 1));
  text.remove_prefix(end + 1);
  return value;
}

std::string taken(git_buf& buffer) {
  std::string text(buffer.ptr ? buffer.ptr : "", buffer.size);
  git_buf_dispose(&buffer);
  return text;
}

}  // namespace

std::optional<Repository::SignedTag> Repository::signed_tag(const std::string& name) const {
  git_repository* const repository = m_state->handle.get();
  git_oid id;
  if (git_reference_name_to_id(&id, repository, (std::string(k_tags) + name).c_str()) != 0)
    throw failure(fmt::format("cannot read the tag {}", name), ExitCode::invalid);
  git_odb* odb = nullptr;
  git_odb_object* raw = nullptr;
  if (git_repository_odb(&odb, repository) != 0) throw failure("cannot open the git object store");
  const OdbHandle owned_odb(odb);
  if (git_odb_read(&raw, odb, &id) != 0) throw failure(fmt::format("cannot read the tag {}", name));
  const OdbObjectHandle object(raw);
  if (git_odb_object_type(raw) != GIT_OBJECT_TAG) return std::nullopt;
  const std::string_view text(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw));
  const size_t signature = beginning_of_signature(text);
  SignedTag tag;
  tag.payload = text.substr(0, signature);
  tag.signature = text.substr(signature);
  std::string_view headers = tag.payload;
  tag.object = take_header(headers, "object");
  tag.type = take_header(headers, "type");
  tag.name = take_header(headers, "tag");
  return tag;
}

Repository::Signed Repository::signed_commit(const std::string& id) const {
  git_oid oid = oid_of(id);
  git_buf signature = GIT_BUF_INIT;
  git_buf payload = GIT_BUF_INIT;
  const int result = git_commit_extract_signature(&signature, &payload, m_state->handle.get(), &oid, nullptr);
  Signed commit{.payload = taken(payload), .signature = taken(signature)};
  if (result == GIT_ENOTFOUND && git_error_last() && git_error_last()->klass == GIT_ERROR_OBJECT) return {};
  if (result != 0) throw failure(fmt::format("cannot read the commit {}", id));
  return commit;
}

}  // namespace rpmworks::git
