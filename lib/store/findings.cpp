// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/findings.hpp"

#include <algorithm>
#include <vector>

#include "core/error.hpp"
#include "store/file_identity.hpp"
#include "store/layout.hpp"

namespace rpmworks::store {

namespace {

constexpr std::string_view k_first_line = "rpmworks findings 2";

fs::path file_in(const fs::path& store) {
  return store / "findings";
}

bool is_one_field(std::string_view text) {
  return text.find_first_of("\t\n") == std::string_view::npos;
}

// The text before `mark`, which is removed from `rest` with it.
std::string_view cut(std::string_view& rest, char mark) {
  const size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return text;
}

}  // namespace

Findings::~Findings() {
  save();
}

Findings::Blobs Findings::read() {
  Blobs blobs;
  const auto status = FileStatus::of(file_in(m_store));
  m_file_read = status ? status->content().text : "";
  if (!status) return blobs;
  std::string text;
  try {
    text = read_file(file_in(m_store));
  } catch (const Error&) {
    return blobs;  // not readable: everything is found again
  }
  std::string_view rest = text;
  if (cut(rest, '\n') != k_first_line) return blobs;
  Blob* blob = nullptr;
  while (!rest.empty()) {
    std::string_view line = cut(rest, '\n');
    if (!line.starts_with('\t')) {
      const std::string digest(cut(line, ' '));
      blob = is_digest(digest) ? &blobs[digest] : nullptr;
      if (blob) blob->identity = line;
    } else if (blob) {
      line.remove_prefix(1);
      const std::string_view question = cut(line, '\t');
      blob->answers.emplace(question, line);
    }
  }
  return blobs;
}

void Findings::load() {
  if (!std::exchange(m_is_loaded, true)) m_blobs = read();
}

void Findings::add_written_meanwhile() {
  const auto status = FileStatus::of(file_in(m_store));
  if (!status || status->content().text == m_file_read) return;
  for (auto& [digest, theirs] : read()) {
    const auto [ours, is_new] = m_blobs.try_emplace(digest, std::move(theirs));
    if (!is_new && ours->second.identity == theirs.identity) ours->second.answers.merge(theirs.answers);
  }
}

std::optional<std::string> Findings::find(const std::string& sha256, const std::string& identity,
                                          std::string_view question) {
  const std::lock_guard guard(m_mutex);
  load();
  const auto blob = m_blobs.find(sha256);
  if (blob == m_blobs.end() || blob->second.identity != identity) return std::nullopt;
  blob->second.is_confirmed = true;
  const auto answer = blob->second.answers.find(question);
  return answer == blob->second.answers.end() ? std::nullopt : std::optional(answer->second);
}

void Findings::keep(const std::string& sha256, const std::string& identity, std::string_view question,
                    std::string answer) {
  if (!is_one_field(question) || !is_one_field(answer)) return;
  const std::lock_guard guard(m_mutex);
  load();
  Blob& blob = m_blobs[sha256];
  if (blob.identity != identity) blob = {.identity = identity};
  blob.answers.insert_or_assign(std::string(question), std::move(answer));
  blob.has_new = true;
  m_is_changed = true;
}

bool Findings::is_unchanged(const std::string& sha256, const std::string& identity) const {
  const auto status = FileStatus::of(spread(blobs_of(m_store), sha256));
  if (!status) return false;
  const FileIdentity now = status->content();
  return now.text == identity && now.is_settled();
}

std::string Findings::text() {
  std::vector<const std::string*> digests;
  for (const auto& [digest, blob] : m_blobs) digests.push_back(&digest);
  std::ranges::sort(digests, {}, [](const std::string* digest) { return std::string_view(*digest); });
  std::string text(k_first_line);
  text += '\n';
  for (const std::string* digest : digests) {
    const Blob& blob = m_blobs.at(*digest);
    if ((blob.has_new || !blob.is_confirmed) && !is_unchanged(*digest, blob.identity)) continue;
    text.append(*digest).append(" ").append(blob.identity).append("\n");
    for (const auto& [question, answer] : blob.answers)
      text.append("\t").append(question).append("\t").append(answer).append("\n");
  }
  return text;
}

void Findings::save() noexcept {
  try {
    const std::lock_guard guard(m_mutex);
    if (!std::exchange(m_is_changed, false) || !is_there(blobs_of(m_store))) return;
    add_written_meanwhile();
    replace_file(file_in(m_store), text(), fs::perms(0600));
    if (const auto status = FileStatus::of(file_in(m_store))) m_file_read = status->content().text;
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace rpmworks::store
