// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "process/process.hpp"
#include "sign/gnupg_home.hpp"
#include "sign/gpg_keys.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

constexpr std::chrono::seconds k_detached_deadline{60};
// rpmsign takes every file as an argument; up to this many fit, however long their paths are.
constexpr size_t k_files_per_process = 250;
// With fewer files than this, starting a second rpmsign takes longer than it saves.
constexpr size_t k_files_worth_a_process = 16;

/// The fingerprint of the one public key in a file. The file becomes part of releases, so a file with a
/// secret key or several keys is refused.
std::string fingerprint_in(const fs::path& public_key, const fs::path& tmp) {
  const TempDir home(tmp, "gnupg-");
  Command show;
  show.argv = {"gpg",         "--no-options", "--homedir",        home.path().string(),
               "--batch",     "--no-tty",     "--quiet",          "--with-colons",
               "--show-keys", "--",           public_key.string()};
  const ProcessResult shown = run(show);
  if (!shown.ok())
    throw Error(ExitCode::trust, fmt::format("GnuPG cannot read the public key in {}", public_key.string()))
        .notes(last_lines(shown.err, 3))
        .hint("export it again with `gpg --homedir DIR --armor --export FINGERPRINT`");
  std::vector<std::string> fingerprints;
  bool primary = false;
  for (const auto& line : split(shown.out, '\n')) {
    if (line.starts_with("sec:"))
      throw Error(ExitCode::trust, fmt::format("{} holds a secret key", public_key.string()))
          .hint(
              "this file is published, so it must contain only the public key: export it with `gpg --homedir "
              "DIR --armor --export FINGERPRINT`");
    if (line.starts_with("pub:")) primary = true;
    if (primary && line.starts_with("fpr:")) {
      const auto fields = split(line, ':');
      if (fields.size() > 9) fingerprints.push_back(fields[9]);
      primary = false;
    }
  }
  if (fingerprints.size() == 1) return fingerprints.front();
  throw Error(ExitCode::trust, fmt::format("{} holds {} public keys instead of one", public_key.string(),
                                           fingerprints.empty() ? "no" : std::to_string(fingerprints.size())))
      .hint("export the one key with `gpg --homedir DIR --armor --export FINGERPRINT`");
}

/// Reports packages that rpmsign has signed while it is still signing others. rpmsign signs files in order:
/// if it has changed a file, all files before it are done.
class SignedSoFar {
 public:
  SignedSoFar(const std::vector<fs::path>& files, const OnSigned& on_signed)
      : m_files(files), m_on_signed(on_signed) {
    for (const auto& file : files) m_before.push_back(stamp_of(file));
  }

  void tell() {
    size_t last = m_files.size();
    while (last > m_told && !is_touched(last - 1)) --last;
    if (last > m_told) tell_to(last - 1);
  }
  void tell_rest() { tell_to(m_files.size()); }

  /// The files that rpmsign has not changed yet.
  std::vector<fs::path> untouched() const {
    std::vector<fs::path> files;
    for (size_t i = 0; i < m_files.size(); ++i)
      if (!is_touched(i)) files.push_back(m_files[i]);
    return files;
  }

 private:
  struct Stamp {
    ino_t inode = 0;
    off_t size = 0;
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };

  // rpmsign writes into the file or renames another one over it; both change the ctime.
  static Stamp stamp_of(const fs::path& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) return {};
    return {info.st_ino, info.st_size, info.st_ctim.tv_sec, info.st_ctim.tv_nsec};
  }
  bool is_touched(size_t i) const { return stamp_of(m_files[i]) != m_before[i]; }

  void tell_to(size_t end) {
    for (; m_told < end; ++m_told)
      if (is_touched(m_told)) m_on_signed(m_files[m_told]);
  }

  const std::vector<fs::path>& m_files;
  const OnSigned& m_on_signed;
  std::vector<Stamp> m_before;
  size_t m_told = 0;
};

class GpgSigner : public Signer {
 public:
  GpgSigner(const config::Key& key, const fs::path& tmp)
      : m_name(key.name),
        m_where(key.where),
        m_tmp(tmp),
        m_home(key.homedir),
        m_fingerprint(key.fingerprint) {
    if (!key.public_key.empty()) adopt_public_key(key.public_key);
    if (m_fingerprint.empty()) take_the_only_key();
    find_secret_key();
  }

  std::string fingerprint() const override { return m_fingerprint; }
  std::string algorithm() const override { return m_algorithm; }
  std::string public_key() const override { return m_public_key; }

  std::string detached(std::string_view bytes) override {
    Command sign =
        m_home.gpg({"--pinentry-mode", "error", "--digest-algo", std::string(clients::k_signature_hash),
                    "--armor", "--local-user", m_fingerprint + "!", "--detach-sign", "--output", "-"});
    sign.input = bytes;
    sign.deadline = k_detached_deadline;
    ProcessResult result = m_home.run(sign);
    if (!result.ok() || result.out.empty()) throw refused(result);
    return std::move(result.out);
  }

  void sign_packages(const std::vector<fs::path>& files, const OnSigned& on_signed) override {
    const size_t cores = thread_limit();
    const size_t wanted = std::clamp(files.size() / k_files_worth_a_process, size_t{1}, cores);
    const size_t chunk = std::min(k_files_per_process, (files.size() + wanted - 1) / wanted);
    if (files.empty()) return;
    parallel_for((files.size() + chunk - 1) / chunk, static_cast<unsigned>(wanted), [&](size_t i) {
      const auto begin = files.begin() + static_cast<std::ptrdiff_t>(i * chunk);
      const size_t count = std::min(chunk, files.size() - i * chunk);
      sign_chunk({begin, begin + static_cast<std::ptrdiff_t>(count)}, on_signed);
    });
  }

 private:
  Error about(const std::string& what) const { return Error(ExitCode::trust, what).at(m_where); }

  std::string key_name() const {
    return fmt::format("the key '{}' ({}) in the GnuPG home {}", m_name, m_fingerprint,
                       m_home.shown().string());
  }

  void adopt_public_key(const fs::path& file) {
    m_public_key = read_file(file);
    if (m_public_key.find("-----BEGIN PGP PUBLIC KEY BLOCK-----") == std::string::npos)
      throw about(fmt::format("{} is not an ASCII-armoured public key", file.string()))
          .hint(
              fmt::format("rpm imports armoured keys only: `{} --armor --export FINGERPRINT`", gpg_shown()));
    const std::string found = fingerprint_in(file, m_tmp);
    if (m_fingerprint.empty()) m_fingerprint = found;
    if (found != m_fingerprint)
      throw about(
          fmt::format("{} contains the key {}, but `fingerprint` is {}", file.string(), found, m_fingerprint))
          .hint("correct either `public` or `fingerprint`");
  }

  // A home made for one product holds one key; then repos.yaml need not give its fingerprint.
  void take_the_only_key() {
    std::vector<std::string> found;
    for (const auto& key : listed({})) found.push_back(key.fingerprint);
    if (found.size() == 1) {
      m_fingerprint = found.front();
      return;
    }
    if (found.empty()) require_readable({});
    throw about(fmt::format("the key '{}' has no fingerprint, and the GnuPG home {} holds {}", m_name,
                            m_home.shown().string(),
                            found.empty() ? "no secret key" : fmt::format("{} secret keys", found.size())))
        .notes(found)
        .hint(found.empty() ? fmt::format("make one with `{} --quick-gen-key 'NAME <EMAIL>' rsa3072 sign "
                                          "never`, or correct `homedir`",
                                          gpg_shown())
                            : "select one with `fingerprint`");
  }

  std::vector<ListedKey> listed(const std::string& which) {
    try {
      return secret_keys(m_home, which);
    } catch (Error& error) {
      throw std::move(error).at(m_where);
    }
  }

  void find_secret_key() {
    const auto keys = listed(m_fingerprint);
    if (keys.empty()) require_readable({});
    if (keys.empty())
      throw about(fmt::format("there is no secret part of {}", key_name()))
          .hint(fmt::format("import it, or correct `homedir` and `fingerprint`; `{} --list-secret-keys` "
                            "lists the secret keys",
                            gpg_shown()));
    require_usable(keys.front());
    m_algorithm = keys.front().algorithm;
    if (m_public_key.empty())
      with_context(fmt::format("reading the key '{}'", m_name),
                   [&] { m_public_key = exported_key(m_home, m_fingerprint); });
  }

  // Must be called before a key is reported as missing.
  void require_readable(const ListedKey& key) const {
    const std::string fault = fault_of_secret_part(m_home, key);
    if (fault.empty()) return;
    throw about(fmt::format("GnuPG finds no secret part of the key '{}' in {}: {}", m_name,
                            m_home.shown().string(), fault))
        .hint("restore it from a copy, or correct its owner and mode");
  }

  void require_usable(const ListedKey& key) const {
    if (key.fingerprint != m_fingerprint)
      throw about(fmt::format("{} is a subkey of {}", key_name(), key.fingerprint))
          .hint("set the fingerprint of the primary key: rpm of el6 does not support subkeys");
    if (key.is_revoked)
      throw about(fmt::format("{} is revoked", key_name()))
          .hint("sign with another key: clients refuse packages signed by a revoked key");
    if (key.is_expired)
      throw about(fmt::format("{} expired on {}", key_name(), day(key.expires)))
          .hint(fmt::format("extend it with `{} --quick-set-expire {} 2y`, or sign with another key",
                            gpg_shown(), m_fingerprint));
    if (key.is_disabled)
      throw about(fmt::format("{} is disabled", key_name()))
          .hint(fmt::format("enable it with `{} --edit-key {} enable save`, or sign with another key",
                            gpg_shown(), m_fingerprint));
    if (key.can_sign && key.is_secret) return;
    if (!key.is_secret) require_readable(key);
    throw about(fmt::format("the primary key of {} cannot sign{}", key_name(),
                            !key.is_secret ? ": its secret part is kept elsewhere"
                            : key.signing_subkeys.empty()
                                ? ", nor can a subkey"
                                : fmt::format(", only its subkey {}", key.signing_subkeys.front())))
        .hint(fmt::format("sign with a key whose primary key can sign, because rpm of el6 does not support "
                          "subkeys: `{} --quick-gen-key 'NAME <EMAIL>' rsa3072 sign never`",
                          gpg_shown()));
  }

  // The gpg command for this key, as messages show it.
  std::string gpg_shown() const { return fmt::format("gpg --homedir {}", m_home.shown().string()); }

  static std::string day(int64_t seconds) {
    const time_t time = seconds;
    std::tm broken{};
    ::gmtime_r(&time, &broken);
    return fmt::format("{:04}-{:02}-{:02}", broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday);
  }

  void sign_chunk(const std::vector<fs::path>& files, const OnSigned& on_signed) {
    const TempDir home(m_tmp, "rpmsign-");
    const auto gpg = find_program("gpg");
    Command sign;
    sign.argv = {"rpmsign", "--addsign", "--undefine=_gpg_path"};
    // Debian's rpm looks for gpg2, which Debian does not have. SHA-256 is set because gpg may choose SHA-512.
    // The "!" is needed because gpg may choose a subkey, which rpm of el6 does not know.
    for (const auto& define :
         {fmt::format("__gpg {}", gpg ? gpg->string() : "/usr/bin/gpg"),
          fmt::format("_gpg_name {}!", m_fingerprint),
          fmt::format("_gpg_digest_algo {}", clients::k_signature_hash),
          std::string("_gpg_sign_cmd_extra_args --no-options --batch --no-tty --pinentry-mode error")}) {
      sign.argv.emplace_back("--define");
      sign.argv.push_back(define);
    }
    sign.argv.emplace_back("--");
    sign.env = m_home.environment();
    // An empty HOME has no ~/.rpmmacros: only the options given here determine how packages are signed.
    (*sign.env)["HOME"] = home.path().string();
    sign.deadline = k_detached_deadline + std::chrono::seconds(2 * files.size());
    SignedSoFar so_far(files, on_signed);
    sign.on_beat = [&so_far] { so_far.tell(); };
    for (int attempt = 0;; ++attempt) {
      Command rest = sign;
      for (const auto& file : so_far.untouched()) rest.argv.push_back(file.string());
      const ProcessResult result = run(rest);
      if (result.ok()) break;
      so_far.tell();
      if (!m_home.has_new_agent(result, attempt)) throw refused(result);
      if (so_far.untouched().empty()) break;
    }
    so_far.tell_rest();
  }

  // Removes rpmsign's complaint, once for each package, that there is no terminal: that is intended.
  static std::vector<std::string> telling_lines(const std::string& messages) {
    std::vector<std::string> lines = last_lines(messages, 20);
    std::erase_if(lines, [](const std::string& line) { return line.find("GPG_TTY") != std::string::npos; });
    if (lines.size() > 5) lines.erase(lines.begin(), lines.end() - 5);
    return lines;
  }

  // The error for a failed signature, with a hint at the remedy.
  Error refused(const ProcessResult& result) const {
    Error error = about(fmt::format("{} did not sign{}", key_name(),
                                    result.timed_out ? ": no answer within the deadline" : ""))
                      .notes(telling_lines(result.err));
    for (const char* sign : {"No pinentry", "Bad passphrase", "Operation cancelled", "No passphrase given"})
      if (result.err.find(sign) != std::string::npos)
        return std::move(error).hint(fmt::format(
            "it has a passphrase that its agent does not hold: unlock it first with `{} --local-user {}! "
            "--clearsign` on a terminal, or use gpg-preset-passphrase",
            gpg_shown(), m_fingerprint));
    if (result.timed_out) return std::move(error).hint("see what gpg-agent or its smart card is waiting for");
    return std::move(error).hint(
        fmt::format("try `{} --no-options --local-user {}! --clearsign`", gpg_shown(), m_fingerprint));
  }

  std::string m_name;
  SourcePosition m_where;
  fs::path m_tmp;
  GnupgHome m_home;
  std::string m_fingerprint;
  std::string m_algorithm;
  std::string m_public_key;
};

}  // namespace

std::unique_ptr<Signer> gpg_signer(const config::Key& key, const fs::path& tmp) {
  return std::make_unique<GpgSigner>(key, tmp);
}

}  // namespace rpmworks::sign
