# shellcheck shell=bash
# Sourced by the scripts of this folder: where slow things are kept, by the hash of what they are made from.
cache=${ONBOARD_SYSTEM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onboard/system}
mkdir -p "$cache"

# A short hash of files and words.
hash_of() {
    {
        for item in "$@"; do
            if [ -f "$item" ]; then cat "$item"; else echo "$item"; fi
        done
    } | sha256sum | cut -c1-12
}
