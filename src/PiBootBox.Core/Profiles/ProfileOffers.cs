using PiBootBox.Core.Boot;
using PiBootBox.Core.Images;
using PiBootBox.Core.Panel;

namespace PiBootBox.Core.Profiles;

/// <summary>What a person can choose.</summary>
internal static class ProfileOffers
{
    private const string MenuTitle = "The menu", LocalTitle = "The PC's own disk";

    /// <summary>In the order of the menu, behind the two that are always there. What is hidden or damaged is not offered.</summary>
    public static IReadOnlyList<ProfileOffer> Of(DriveSnapshot drive)
    {
        var offers = new List<ProfileOffer>
        {
            new(Profile.MenuWord, MenuTitle, IsDestructive: false),
            new(Profile.LocalWord, LocalTitle, IsDestructive: false),
        };
        foreach (BootImage image in drive.Images)
        {
            if (!image.Hidden && image.Flaw is null)
                offers.Add(Of(image));
        }
        return offers;
    }

    /// <summary>What a choice means now, whether it is offered or not.</summary>
    /// <returns>Null for an image that is not on the drive.</returns>
    public static ProfileOffer? Find(DriveSnapshot drive, string? choice)
    {
        var profile = new Profile(choice);
        return profile.IsMenu ? new ProfileOffer(Profile.MenuWord, MenuTitle, IsDestructive: false)
            : profile.IsLocal ? new ProfileOffer(Profile.LocalWord, LocalTitle, IsDestructive: false)
            : drive.FindImage(choice!) is { } image ? Of(image)
            : null;
    }

    private static ProfileOffer Of(BootImage image) => new(image.Id, image.Title, image.IsDestructive);
}
