using PiBootBox.Media;

namespace PiBootBox.Core.Tree;

/// <summary>Paths as they come from firmware, brought to one form before anything is looked up.</summary>
public static class TreePath
{
    /// <summary>Characters of a whole path: four times what the longest boot file field holds.</summary>
    public const int Most = 1024;

    /// <summary>
    /// Turns <c>\</c> into <c>/</c> (UEFI's spelling), folds <c>//</c> (shim makes them), drops <c>.</c> and a
    /// leading <c>/</c>. What is left has no way up: <c>..</c> is refused, not resolved.
    /// </summary>
    /// <param name="target">At least <see cref="Most"/> characters.</param>
    /// <returns>False for an empty or overlong path, a trailing slash, <c>..</c>, NUL, control and unpaired characters.</returns>
    public static bool TryNormalize(ReadOnlySpan<char> path, Span<char> target, out int length)
    {
        length = 0;
        if (path.Length > Most)
            return false;

        int start = 0;
        for (int i = 0; i <= path.Length; i++)
        {
            bool atEnd = i == path.Length;
            if (!atEnd && path[i] is not ('/' or '\\'))
                continue;

            ReadOnlySpan<char> name = path[start..i];
            start = i + 1;
            if (name.IsEmpty || name is ".")
            {
                if (atEnd)
                    return false;
                continue;
            }
            if (!IsName(name))
                return false;
            if (length > 0)
                target[length++] = '/';
            name.CopyTo(target[length..]);
            length += name.Length;
        }
        return length > 0;
    }

    /// <summary>Whether a file of this name can be asked for: what the drive holds is judged by the same rule.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => FileName.IsFit(name);
}
