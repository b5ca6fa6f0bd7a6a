# The operator's key of what this clone runs. Sourced by ./flagmeter.
# shellcheck shell=bash disable=SC2154 # state is the script's

# Exports FLAGMETER_ADMIN_KEY as the API has it that runs here; where none runs, as use_kept_key does.
use_admin_key() {
  local running file=$state/admin-key
  running=$(running_key) || {
    use_kept_key
    return
  }
  [[ ${FLAGMETER_ADMIN_KEY:-$running} == "$running" ]] ||
    die "The API that runs here has another key than FLAGMETER_ADMIN_KEY: unset that, or ./flagmeter down and up."
  export FLAGMETER_ADMIN_KEY=$running
  [[ $(cat "$file" 2>/dev/null) != "$running" ]] || admin_key_file=$file
}

# Asked of the process itself: who started it may have had the key in an environment that is gone.
running_key() {
  local pid setting
  pid=$(cat "$state/run/ingest-api.pid" 2>/dev/null) || return 1
  while IFS= read -r -d '' setting; do
    [[ $setting != FLAGMETER_ADMIN_KEY=?* ]] || {
      printf '%s' "${setting#*=}"
      return
    }
  done 2>/dev/null <"/proc/$pid/environ"
  return 1
}

# Exports FLAGMETER_ADMIN_KEY: the environment's, or the one that is made once and kept; then admin_key_file says where.
# By the environment and not by an argument, which every account of this machine could read.
use_kept_key() {
  local file=$state/admin-key draft
  [[ -z ${FLAGMETER_ADMIN_KEY-} ]] || return 0
  if [[ ! -e $file ]]; then
    # mktemp gives it to nobody else, whatever the umask says.
    draft=$(mkdir -p "$state" && mktemp "$state/admin-key.XXXXXX") 2>/dev/null || die_unwritable "$state"
    od -An -N24 -v -tx1 /dev/urandom | tr -d ' \n' >"$draft"
    # A link appears as a whole and replaces none: of two 'up' at once, both use the key of the first.
    ln "$draft" "$file" 2>/dev/null || [[ -e $file ]] || die_unwritable "$file"
    rm -f "$draft"
  fi
  [[ -r $file ]] || die "Cannot read $file; another account may have run ./flagmeter here before."
  FLAGMETER_ADMIN_KEY=$(<"$file")
  export FLAGMETER_ADMIN_KEY
  # shellcheck disable=SC2034 # whoever shows the key asks for it
  admin_key_file=$file
}
