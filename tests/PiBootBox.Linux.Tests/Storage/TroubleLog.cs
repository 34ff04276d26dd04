using System.Collections.Concurrent;
using PiBootBox.Core.Journal;
using PiBootBox.Core.Roles;

namespace PiBootBox.Linux.Tests.Storage;

/// <summary>Keeps every sentence.</summary>
internal sealed class TroubleLog : IMachineJournal
{
    private readonly ConcurrentQueue<(string Kind, string Sentence)> _told = new();

    public IEnumerable<string> Kinds => _told.Select(t => t.Kind);

    public string Sentence(string kind) => _told.First(t => t.Kind == kind).Sentence;

    public void Record(in MachineEvent happened)
    {
    }

    public void Trouble(string kind, string sentence) => _told.Enqueue((kind, sentence));

    public void RoleChanged(string port, Role role, string sentence)
    {
    }
}
